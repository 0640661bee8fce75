#!/usr/bin/env python3
"""Reads the service's forms of answer with readers that are not ours.

usage: validate_formats.py BINARY SCHEMAS_FOLDER VENV_FOLDER

Starts the binary on a free port of the loopback, posts texts, and checks each form: ninjs against IPTC's schema, annotations with a
JSON-LD processor and the W3C's context, CoNLL and brat with their own parsers, marked HTML with the parser of Python's library. All of
them must say what the API's own JSON says.
"""
import json
import pathlib
import re
import sys
import tempfile
from html.parser import HTMLParser

from harness import Service, enter_venv

PACKAGES = ["jsonschema[format-nongpl]==4.26.0", "PyLD==3.3.0", "conllu==6.0.0", "pybrat==0.1.7"]

TEXTS = [
    "وصل وزير الخارجية الروسي سيرغي لافروف إلى بيروت، وقال لافروف إن الوضع بلبنان صعب.",
    "😀 قالَ أنطونيو غوتيريش:\n\n«الأمم المتحدة قلقة» & <b>هذا</b> \"نص\" آخر؟ نعم!\nوزار القاهرة\tثم وهران.",
    "التقى سيرغي\nلافروف مسؤولين في طرابلس... ثم عاد إلى موسكو. قال الشاعر بدر السياب ذلك في بغداد.",
    "لا أحد هنا.",
    "",
]
PAGES = [
    "<!doctype html><title>بيروت</title><p>وصل <b>سيرغي</b> <i>لاف</i>روف إلى <a href='/'>بيروت</a> ثم القا&#x647;رة.</p><script>'لبنان'</script>",
    "<ul><li>لبنان<li>مصر & سوريا</ul><p>قال سيرغي\r\n  لافروف<!-- x --> <br>ذلك في موسكو",
]


def check_ninjs(answer: str, mentions: list, entities: dict, schema: dict) -> None:
    from jsonschema import Draft202012Validator
    from referencing import Registry, Resource
    from referencing.jsonschema import DRAFT202012

    # The one schema that this one refers to elsewhere; no answer has such a member.
    stub = Resource.from_contents({"$id": "https://geojson.org/schema/GeoJSON.json"}, default_specification=DRAFT202012)
    registry = Registry().with_resource("https://geojson.org/schema/GeoJSON.json", stub)
    validator = Draft202012Validator(schema, registry=registry, format_checker=Draft202012Validator.FORMAT_CHECKER)
    item = json.loads(answer)
    validator.validate(item)
    named = {thing["literal"] for part in ("people", "places", "organisations") for thing in item[part] if "literal" in thing}
    assert named == {name for name, entity in entities.items() if entity["count"]}, named
    rels = {thing["rel"] for part in ("people", "places", "organisations") for thing in item[part]}
    assert rels <= {"about", "mentions"} and bool(rels) == bool(mentions)


def check_annotations(answer: str, mentions: list, text: str | None, context: dict) -> None:
    from pyld import jsonld

    page = json.loads(answer)
    assert page["@context"] == "http://www.w3.org/ns/anno.jsonld"
    terms = set(context["@context"])
    undefined = {key for key in keys({**page, "@context": None}) if not key.startswith("@") and key not in terms}
    assert not undefined, f"the context does not define {undefined}"
    options = {"documentLoader": lambda url, _: {"contextUrl": None, "documentUrl": url, "document": context}}
    triples = jsonld.to_rdf(page, options)["@default"]
    oa, rdf = "http://www.w3.org/ns/oa#", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    things = {triple["subject"]["value"] for triple in triples if triple["object"]["value"] == f"{oa}Annotation" and triple["predicate"]["value"] == f"{rdf}type"}
    assert len(things) == len(mentions), (len(things), len(mentions))
    for predicate in ("hasBody", "hasTarget", "motivatedBy"):
        having = {triple["subject"]["value"] for triple in triples if triple["predicate"]["value"] == oa + predicate}
        assert things <= having, f"annotations without {predicate}"
    for item, mention in zip(page["items"], mentions, strict=True):
        position, quotation = item["target"]["selector"][:2]
        if text is not None:
            assert text[position["start"] : position["end"]] == quotation["exact"] == mention["text"]
            assert text[: position["start"]].endswith(quotation["prefix"]) and text[position["end"] :].startswith(quotation["suffix"])


def keys(value: object) -> set:
    if isinstance(value, dict):
        return set(value) | {key for inner in value.values() for key in keys(inner)}
    return {key for inner in value for key in keys(inner)} if isinstance(value, list) else set()


def check_conll(answer: str, mentions: list, text: str | None) -> None:
    import conllu

    sentences = conllu.parse(answer, fields=["form", "ner"])
    tokens = [token for sentence in sentences for token in sentence]
    first = {id(sentence[0]) for sentence in sentences}
    found, last = [], "O"
    for token in tokens:
        tag = token["ner"]
        last = "O" if id(token) in first else last
        assert re.fullmatch(r"O|[BI]-(PER|LOC|ORG)", tag), tag
        assert not tag.startswith("I-") or last[2:] == tag[2:], f"{last} then {tag}"
        if tag.startswith("B-"):
            found.append([token["form"]])
        elif tag.startswith("I-"):
            found[-1].append(token["form"])
        last = tag
    labels = {"person": "PER", "place": "LOC", "organisation": "ORG"}
    begun = [token["ner"][2:] for token in tokens if token["ner"].startswith("B-")]
    assert begun == [labels[mention["type"]] for mention in mentions]
    if text is not None:
        words = [text[mention["token"]["start"] : mention["token"]["end"]] for mention in mentions]
        assert ["".join(name) for name in found] == ["".join(word.split()) for word in words]
        assert "".join(token["form"] for token in tokens) == "".join(text.split())


def check_brat(answer: str, mentions: list, posted: str) -> None:
    from pybrat.parser import BratParser

    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder, "a.ann").write_text(answer)
        pathlib.Path(folder, "a.txt").write_text(posted, newline="")
        (example,) = BratParser(error="raise").parse(folder)
    # pybrat gives entities in no order.
    found = sorted(example.entities, key=lambda entity: int(entity.id[1:]))
    assert len(found) == len(mentions)
    for entity, mention in zip(found, mentions, strict=True):
        assert " ".join(posted[span.start : span.end] for span in entity.spans) == entity.mention
        assert (entity.spans[0].start, entity.spans[-1].end) == (mention["start"], mention["end"])
        assert entity.type.lower() == mention["type"]
        assert bool(entity.references) == mention["listed"]


class Marks(HTMLParser):
    """The text of HTML, and of its marks."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.marked, self.open = "", [], []

    def handle_starttag(self, tag: str, attributes: list) -> None:
        if tag == "mark":
            assert not self.open, "a mark in a mark"
            self.marked.append("")
            self.open.append(tag)
        elif self.open:
            assert tag == "a", f"{tag} in a mark"

    def handle_endtag(self, tag: str) -> None:
        if tag == "mark":
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self.text += data
        if self.open:
            self.marked[-1] += data


def check_html(answer: str, mentions: list, posted: str, plain: bool) -> None:
    parser = Marks()
    parser.feed(answer)
    parser.close()
    assert not parser.open
    squeezed = lambda text: " ".join(text.split())
    if plain:
        assert squeezed(parser.text) == squeezed(posted)
        assert [squeezed(marked) for marked in parser.marked] == [squeezed(mention["text"]) for mention in mentions]
    else:
        bare = re.sub(r'<mark class="aalam [^>]*>(<a class="aalam" [^>]*>)?(.*?)(</a>)?</mark>', r"\2", answer, flags=re.S)
        assert bare == posted, bare


def main() -> None:
    binary, schemas, folder = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3]).resolve()
    enter_venv(folder, PACKAGES)
    ninjs = json.loads((schemas / "ninjs-schema_3.1.json").read_text())
    context = json.loads((schemas / "anno.jsonld").read_text())
    service = Service(binary)
    total = 0
    try:
        for posted, kind in [(text, "text/plain") for text in TEXTS] + [(page, "text/html") for page in PAGES]:
            plain = kind == "text/plain"
            text = posted if plain else None
            own = json.loads(service.tag(posted, kind, "json"))
            mentions = own["mentions"]
            total += len(mentions)
            for options in ({}, {"id": "a-17"}, {"id": "https://example.org/a/17"}):
                check_ninjs(service.tag(posted, kind, "ninjs", **options), mentions, own["entities"], ninjs)
                check_annotations(service.tag(posted, kind, "webannotation", **options), mentions, text, context)
            check_conll(service.tag(posted, kind, "conll"), mentions, text)
            check_brat(service.tag(posted, kind, "brat"), mentions, posted)
            check_html(service.tag(posted, kind, "html"), mentions, posted, plain)
    finally:
        service.stop()
    assert total > 20, "too few mentions to have checked anything"
    print(f"{len(TEXTS) + len(PAGES)} texts with {total} mentions: every form is read by its own readers, and says the same")


main()
