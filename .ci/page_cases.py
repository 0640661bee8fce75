"""Cases for page_test.py: reading an article on the editors' page. Each function gets a Run and asserts."""
import json
import pathlib
import re
import time
import urllib.request

HERE = pathlib.Path(__file__).parent
ARTICLE = "وصل وزير الخارجية الروسي سيرغي لافروف إلى القاهرة.\nوقال لافروف إن موسكو تتابع الوضع بلبنان، وإن الأمم المتحدة قلقة."
# Signs of two units, marks on letters, a joined letter before a name, other directions, tabs, blank lines.
HARD = (
    "😀👨‍👩‍👧 قَالَ سِيرْغِي لَافْرُوف ذلك 🇱🇧 في القَاهِرَة.\n\n\tBreaking: وصل أنطونيو غوتيريش (UN) إلى «بيروت» 12/5 و\u200fبلبنان\u200e ثم موسكو\n"
    "English line about Lebanon, then القاهرة again 😀 and الأمم المتحدة."
)


def fill(page, text: str, wait: bool = True) -> None:
    page.fill("#text", text)
    if wait:
        settle(page)


def until(page, expression: str, seconds: float = 10) -> None:
    """Waits until an expression holds. The page's policy forbids the driver's own way, which evaluates text in the page."""
    end = time.monotonic() + seconds
    while not page.evaluate(expression):
        assert time.monotonic() < end, f"not within {seconds} s: {expression}"
        page.wait_for_timeout(30)


def settle(page) -> None:
    """Waits until the answer for the text of now is shown: the pause after typing, then the service."""
    page.wait_for_timeout(260)
    until(page, "document.getElementById('article').getAttribute('aria-busy') === 'false'")


def painted(page) -> list:
    """What is highlighted: `[group, text]` in the order of the text, as the ranges in the backdrop say."""
    return page.evaluate(
        """() => ["person", "place", "organisation", "nationality"].flatMap((type) => [type, `${type}-unlisted`]).flatMap((group) =>
        [...CSS.highlights.get(group)].map((span) => {
            const range = document.createRange();
            range.setStart(span.startContainer, span.startOffset);
            range.setEnd(span.endContainer, span.endOffset);
            const before = document.createRange();
            before.setStart(document.getElementById("backdrop"), 0);
            before.setEnd(span.startContainer, span.startOffset);
            const lines = [...document.querySelectorAll(".line")];
            const at = before.toString().length + lines.indexOf(span.startContainer.parentElement);
            return { group, text: range.toString(), at };
        })).sort((one, other) => one.at - other.at).map(({ group, text, at }) => [group, text, at])"""
    )


def tagged(run, text: str) -> list:
    """The same from the service itself, in UTF-16 units."""
    request = urllib.request.Request(run.service.url + "v1/tag?offsets=utf16", text.encode(), {"content-type": "text/plain"})
    with urllib.request.urlopen(request) as response:
        mentions = json.load(response)["mentions"]
    return [[mention["type"] + ("" if mention["listed"] else "-unlisted"), mention["text"], mention["start"]] for mention in mentions]


def case_strings_are_complete(run) -> None:
    page = run.page()
    strings = page.evaluate("async () => (await import('/page/strings.js')).STRINGS")
    assert len(strings) > 200
    places = lambda text: sorted(re.findall(r"\{(\w+)\}", text if isinstance(text, str) else text["other"]))
    for key, both in strings.items():
        assert set(both) == {"ar", "en"}, f"{key} is not in both languages"
        assert all(both.values()), f"{key} is empty"
        if key not in ("count_hidden", "found", "count"):
            assert places(both["ar"]) == places(both["en"]), f"{key} has other places in one language"
    folder = HERE.parent / "src/server/page"
    used = set(re.findall(r'data-t(?:-\w+)?="(\w+)"', (folder / "index.html").read_text(encoding="utf-8")))
    for module in folder.glob("*.js"):
        used |= set(re.findall(r'\bt\("(\w+)"', module.read_text(encoding="utf-8")))
    assert used <= set(strings), f"no string for {used - set(strings)}"


def case_marks_while_one_types(run) -> None:
    page = run.page()
    page.focus("#text")
    page.keyboard.type("وصل سيرغي لافروف إلى القاهرة", delay=5)
    settle(page)
    assert [text for _, text, _ in painted(page)] == ["سيرغي لافروف", "القاهرة"]
    # A mention moves with the text before it at once, before the service is asked.
    page.keyboard.press("Control+Home")
    page.route(re.compile("/v1/tag"), lambda route: (time.sleep(1), route.continue_()))
    page.keyboard.type("أمس ")
    assert painted(page)[0][1:] == ["سيرغي لافروف", 8]
    page.unroute(re.compile("/v1/tag"))
    settle(page)
    for _ in "أمس ":
        if page.input_value("#text") != "وصل سيرغي لافروف إلى القاهرة":
            page.keyboard.press("Control+z")
    assert page.input_value("#text") == "وصل سيرغي لافروف إلى القاهرة", "undo is the browser's own"


def case_only_the_newest_answer_is_shown(run) -> None:
    page = run.page()
    cancelled = []
    page.on("requestfailed", lambda request: cancelled.append(request.url))
    held = []
    page.route(re.compile("/v1/tag"), lambda route: held.append(route) if not held else route.continue_())
    fill(page, "زار بيروت", wait=False)
    page.wait_for_timeout(400)
    fill(page, "زار القاهرة", wait=False)
    page.wait_for_timeout(600)
    assert len(cancelled) == 1, "the request for the old text was not cancelled"
    assert [text for _, text, _ in painted(page)] == ["القاهرة"]


def case_highlights_sit_on_the_right_characters(run) -> None:
    page = run.page()
    for text in (ARTICLE, HARD):
        fill(page, text)
        expected = tagged(run, text)
        assert len(expected) >= 5
        assert painted(page) == expected
    # Line breaks of other systems become those of the text field before anything is counted.
    page.set_input_files("#file", {"name": "خبر.txt", "mimeType": "text/plain", "buffer": HARD.replace("\n", "\r\n").encode()})
    settle(page)
    assert painted(page) == tagged(run, HARD)


def case_the_backdrop_lies_under_the_letters(run) -> None:
    """The text as the field draws it and as the backdrop draws it are one picture."""
    page = run.page()
    long = HARD + "\n" + " ".join(["كلمةطويلةجدا" * 3, "وبعدها بلبنان"] * 12) + "\n\n"
    for width in (1280, 420):
        page.set_viewport_size({"width": width, "height": 900})
        fill(page, long)
        page.evaluate("() => { for (const group of CSS.highlights.values()) group.clear(); document.activeElement.blur(); }")
        shots = []
        for field, backdrop in (("#000", "transparent"), ("transparent", "#000")):
            page.evaluate(
                "([field, backdrop]) => { document.getElementById('text').style.color = field; document.getElementById('backdrop').style.color = backdrop; }",
                [field, backdrop],
            )
            shots.append(page.locator("#sheet").screenshot(caret="hide"))
        assert shots[0] == shots[1], f"letters and backdrop part at a width of {width}"
        page.evaluate("() => { for (const id of ['text', 'backdrop']) document.getElementById(id).style.color = ''; }")


def case_what_is_pasted_says_whether_it_is_html(run) -> None:
    page = run.page()
    for text, kind in (("<p>وصل <b>سيرغي</b> لافروف إلى القاهرة</p>", "text/html"), ("3 < 5 وصل الوفد إلى القاهرة", "text/plain")):
        page.evaluate("text => navigator.clipboard.writeText(text)", text)
        page.focus("#text")
        page.keyboard.press("Control+A")
        page.keyboard.press("Control+V")
        settle(page)
        assert page.input_value("#kind") == kind, (text, page.input_value("#kind"))
    # A piece within the text says nothing of the whole.
    page.evaluate("navigator.clipboard.writeText('<b>')")
    page.keyboard.press("Control+V")
    settle(page)
    assert page.input_value("#kind") == "text/plain"


def case_input_methods_are_left_alone(run) -> None:
    page = run.page()
    fill(page, "زار القاهرة ثم ")
    page.focus("#text")
    page.keyboard.press("Control+End")
    keyboard = page.context.new_cdp_session(page)
    for part in ("ب", "بي", "بيروت"):
        keyboard.send("Input.imeSetComposition", {"text": part, "selectionStart": len(part), "selectionEnd": len(part)})
        page.wait_for_timeout(300)
    keyboard.send("Input.insertText", {"text": "بيروت"})
    settle(page)
    assert page.input_value("#text") == "زار القاهرة ثم بيروت"
    assert page.evaluate("document.getElementById('text').selectionStart") == 20, "the caret was moved"
    assert [text for _, text, _ in painted(page)] == ["القاهرة", "بيروت"]


def case_filters(run) -> None:
    page = run.page()
    fill(page, ARTICLE)
    everything = painted(page)
    assert {group for group, _, _ in everything} == {"person", "place", "organisation"}
    page.uncheck("#filters [value=place]")
    assert painted(page) == [mention for mention in everything if mention[0] != "place"]
    assert "3" in page.inner_text("#filters label:has([value=place]) .count"), "counts are those before filtering"
    page.check("#filters [value=place]")
    page.select_option("#by-list", "capitals")
    assert {text for _, text, _ in painted(page)} == {"القاهرة", "موسكو"}
    page.select_option("#by-list", "")
    page.evaluate("() => { const slider = document.getElementById('by-score'); slider.value = 1; slider.dispatchEvent(new Event('input')); slider.dispatchEvent(new Event('change')); }")
    settle(page)
    assert len(painted(page)) < len(everything)
    page.evaluate("() => { const slider = document.getElementById('by-score'); slider.value = 0.5; slider.dispatchEvent(new Event('input')); slider.dispatchEvent(new Event('change')); }")
    page.check("#filters [value=nationality]")
    settle(page)
    assert "nationality" in {group for group, _, _ in painted(page)}


def case_the_panel(run) -> None:
    page = run.page()
    fill(page, ARTICLE)
    box = page.evaluate("""() => { const [span] = CSS.highlights.get("person"); const range = document.createRange();
        range.setStart(span.startContainer, span.startOffset); range.setEnd(span.endContainer, span.endOffset);
        const { x, y, width, height } = range.getBoundingClientRect(); return [x + width / 2, y + height / 2]; }""")
    page.mouse.click(*box)
    panel = page.locator("#panel")
    panel.locator(".names li").first.wait_for()
    said = panel.inner_text()
    for words in ("سيرغي لافروف", "وزير الخارجية الروسي", "Sergey Lavrov", "0.9", "25–37", "ministers", "كل أسمائه", "روسيا"):
        assert words in said, f"{words} is not in the panel:\n{said}"
    assert page.evaluate("document.activeElement.id") == "text", "a click leaves the caret where it was put"
    assert page.evaluate("[CSS.highlights.get('selected').size, CSS.highlights.get('role').size]") == [1, 1]
    page.keyboard.press("Escape")
    assert panel.is_hidden()
    # The empty end of a line is no name, even if the line ends with one.
    page.mouse.click(*page.evaluate("() => { const { left, bottom } = document.getElementById('text').getBoundingClientRect(); return [left + 30, bottom - 30]; }"))
    assert panel.is_hidden()


def case_the_keyboard(run) -> None:
    page = run.page()
    fill(page, ARTICLE)
    page.focus("#mention-list")
    active = lambda: page.locator("#mention-list [aria-selected=true]").inner_text()
    page.keyboard.press("ArrowDown")
    assert "سيرغي لافروف" in active()
    page.keyboard.press("n")
    assert "القاهرة" in active()
    page.keyboard.press("p")
    assert "سيرغي لافروف" in active()
    page.keyboard.press("End")
    assert "الأمم المتحدة" in active()
    descendant = page.get_attribute("#mention-list", "aria-activedescendant")
    assert "الأمم المتحدة" in page.locator(f"#{descendant}").inner_text()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "panel-title"
    page.keyboard.press("Escape")
    assert page.locator("#panel").is_hidden()
    assert page.evaluate("document.activeElement.id") == "mention-list", "the focus goes back"
    page.focus("#text")
    page.keyboard.press("F8")
    assert "سيرغي لافروف" in page.inner_text("#panel-title")
    page.keyboard.press("Shift+F8")
    assert "الأمم المتحدة" in page.inner_text("#panel-title")
    page.keyboard.press("Escape")
    row = page.locator("#entities tbody tr", has_text="سيرغي لافروف")
    assert row.locator("td").nth(3).inner_text() == "2"
    row.locator("button").click()
    row.locator("button").click()
    assert page.locator("#mention-list [aria-selected=true]").get_attribute("data-index") == "2", "the second press goes to the second mention"
    page.focus("#tab-entities")
    page.keyboard.press("ArrowLeft")
    assert page.locator("#unlisted").is_visible()
    assert page.locator("#status").get_attribute("role") == "status" and "6" in page.inner_text("#status")


def case_the_table_is_sorted(run) -> None:
    page = run.page()
    fill(page, ARTICLE)
    counts = [int(count) for count in page.locator("#entities tbody td:nth-child(5)").all_inner_texts()]
    assert counts == sorted(counts, reverse=True) and counts[0] == 2
    names = lambda: page.locator("#entities tbody th").all_inner_texts()
    order = lambda: page.get_attribute("th:has([data-sort=name])", "aria-sort")
    page.click("#entities [data-sort=name]")
    up = names()
    assert order() == "ascending" and up.index("القاهرة") < up.index("سيرغي لافروف") < up.index("موسكو")
    page.click("#entities [data-sort=name]")
    assert order() == "descending" and names() == up[::-1]
    assert page.evaluate("document.activeElement.dataset.sort") == "name", "the focus stays on the head"


def case_nothing_of_the_text_becomes_markup(run) -> None:
    page = run.page()
    evil = '<img src=x onerror="window.hit=1"><script>window.hit=2</script> زار سيرغي لافروف القاهرة </textarea><svg onload=window.hit=3>'
    name = "<img src=x onerror=window.hit=4>.html"
    for kind in ("text/plain", "text/html"):
        page.select_option("#kind", kind)
        fill(page, evil)
        page.focus("#text")
        page.keyboard.press("F8")
        page.wait_for_timeout(200)
    page.set_input_files("#file", {"name": name, "mimeType": "text/html", "buffer": evil.encode()})
    settle(page)
    assert page.inner_text("#file-note") == name
    assert page.input_value("#kind") == "text/html"
    assert page.input_value("#text") == evil
    assert {"سيرغي لافروف", "القاهرة"} == {text for _, text, _ in painted(page)}
    assert page.evaluate("window.hit") is None
    assert page.locator("img, main svg").count() == 0
    page.click("#export button >> nth=0")
    with page.expect_download() as download:
        page.click("#export button >> nth=3")
    assert re.fullmatch(r"[\w _-]+\.html", download.value.suggested_filename)


def case_the_result_is_taken_away(run) -> None:
    page = run.page()
    fill(page, ARTICLE)
    page.uncheck("#filters [value=place]")
    page.click("#export button >> nth=0")
    page.wait_for_timeout(200)
    copied = json.loads(page.evaluate("navigator.clipboard.readText()"))
    assert [mention["text"] for mention in copied["mentions"]] == ["سيرغي لافروف", "لافروف", "الأمم المتحدة"]
    assert set(copied["entities"]) == {"sergey_lavrov", "united_nations"}
    page.click("#export button >> nth=1")
    page.wait_for_timeout(300)
    html = page.evaluate("navigator.clipboard.readText()")
    assert html.count("<mark") == 3 and 'data-entity="sergey_lavrov"' in html
    with page.expect_download() as download:
        page.click("#export button >> nth=2")
    assert json.loads(pathlib.Path(download.value.path()).read_text(encoding="utf-8"))["mentions"] == copied["mentions"]


def case_errors_are_said_in_words(run) -> None:
    page = run.page()
    fill(page, ARTICLE)
    page.route(re.compile("/v1/tag"), lambda route: route.abort())
    fill(page, ARTICLE + " ثم", wait=False)
    page.wait_for_selector("#problem .problem")
    assert "لا جواب من الخدمة" in page.inner_text("#problem") and page.input_value("#text") == ARTICLE + " ثم"
    page.unroute(re.compile("/v1/tag"))
    page.click("#problem button")
    settle(page)
    assert page.inner_text("#problem") == "" and len(painted(page)) == 6
    page.evaluate("() => { const field = document.getElementById('text'); field.value = 'بيروت '.repeat(120_000); field.dispatchEvent(new Event('input')); }")
    page.wait_for_selector("#problem .problem", timeout=20_000)
    assert "قسّمه" in page.inner_text("#problem")
    assert page.locator("#problem button").count() == 0, "the same text would fail again"


def case_a_megabyte_stays_usable(run) -> None:
    page = run.page()
    paragraph = "وصل سيرغي لافروف إلى القاهرة والتقى مسؤولين من الأمم المتحدة ثم زار بيروت وتابع الوضع في بلدة بعيدة عن كل شيء. "
    text = "\n".join(paragraph * 4 for _ in range(2000))[: 1_000_000 // 2 + 40_000]
    assert 950_000 < len(text.encode()) < 1_048_576
    page.evaluate("(text) => navigator.clipboard.writeText(text)", text)
    page.focus("#text")
    started = time.monotonic()
    page.keyboard.press("Control+v")
    until(page, "document.querySelectorAll('#mention-list [role=option]').length > 0", 30)
    shown = time.monotonic() - started
    page.focus("#text")
    page.keyboard.press("Control+Home")
    keys = []
    for letter in "خبر":
        started = time.monotonic()
        page.keyboard.type(letter)
        page.evaluate("() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))")
        keys.append(time.monotonic() - started)
    mentions = page.evaluate("[...CSS.highlights.values()].reduce((sum, group) => sum + group.size, 0)")
    print(f"     1 MB: shown after {shown:.1f} s, {mentions} mentions, a key after {max(keys) * 1000:.0f} ms at worst", flush=True)
    assert shown < 10 and max(keys) < 1.5


def case_a_stopped_service_is_waited_for(run) -> None:
    page = run.page()
    fill(page, ARTICLE)
    port = run.service.port
    run.service.stop()
    fill(page, ARTICLE + " اليوم", wait=False)
    page.wait_for_selector("#problem .problem")
    run.service = type(run.service)(run.service.binary, run.service.folder, port)
    until(page, "document.getElementById('problem').textContent === ''", 20)
    assert len(painted(page)) == 6
