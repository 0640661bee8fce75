"""What Schemathesis cannot learn from a description: how bodies of text are sent, and rules across several parameters."""
import schemathesis
from schemathesis import GenerationMode

TEXTS = ("text/plain", "text/html", "application/x-ndjson")
# These have a meaning in the format json only.
ONLY_FOR_JSON = ("offsets", "explain")


@schemathesis.serializer("application/x-ndjson")
def lines(context, value):
    """A stream of lines is sent as it stands."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", errors="replace")


@schemathesis.hook
def filter_case(context, case):
    """To break the type of a text, a number or a truth value is sent in its place; on the wire these are texts like any other."""
    return case.media_type not in TEXTS or isinstance(case.body, (str, bytes))


@schemathesis.hook
def before_call(context, case, **kwargs):
    """Makes a request that shall be valid keep the rules that OpenAPI cannot state. Those that shall be refused stay as they are."""
    if case.meta is None or case.meta.generation.mode != GenerationMode.POSITIVE or not case.path.startswith("/v1/tag"):
        return
    if case.media_type == "application/json":
        # Options stand in a JSON body, or in the query.
        case.query = {}
    for options in (case.query, case.body):
        if isinstance(options, dict) and options.get("format") not in (None, "json"):
            for name in ONLY_FOR_JSON:
                options.pop(name, None)
