"""Cases for page_test.py: editing the lists from the page. Each function gets a Run and asserts."""
import json
import re

from page_cases import fill, painted, settle
from page_test import ADMIN_KEY

NAME = "شركة مرساة الأفق"
TEXT = f"أعلنت {NAME} نتائجها في بيروت."


def sign_in(page, author: str = "") -> None:
    page.click("#key")
    page.fill("#field-key", ADMIN_KEY)
    page.fill("#field-author", author)
    page.click("dialog [type=submit]")
    page.wait_for_selector("#key[aria-pressed=true]")


def select(page, words: str) -> None:
    """Selects words of the article as the mouse would."""
    page.evaluate(
        """(words) => { const field = document.getElementById("text"); const at = field.value.indexOf(words);
        field.focus(); field.setSelectionRange(at, at + words.length); }""",
        words,
    )
    page.wait_for_selector("#selection:not([hidden])")


def open_mention(page, words: str) -> None:
    page.click(f"#mention-list [role=option]:has-text('{words}')")
    page.locator("#panel .names li").first.wait_for()


def correct(page, label: str) -> None:
    page.click(f"#panel button:has-text('{label}')")


def saved(page) -> None:
    page.click("dialog [type=submit]")
    page.wait_for_selector("dialog", state="detached")
    settle(page)


def texts(page) -> list:
    return [text for _, text, _ in painted(page)]


def case_the_key_stays_in_the_tab(run) -> None:
    page = run.page()
    sign_in(page, "ليلى")
    assert page.evaluate("sessionStorage.getItem('aalam.key')") == ADMIN_KEY
    assert ADMIN_KEY not in page.evaluate("JSON.stringify(localStorage) + location.href + document.cookie + document.body.innerHTML")
    page.click("#key")
    page.click("dialog button:has-text('نسيان المفتاح')")
    page.wait_for_selector("#key[aria-pressed=false]")
    assert page.evaluate("sessionStorage.getItem('aalam.key')") is None


def case_tagging_asks_for_a_key_where_one_is_needed(run) -> None:
    page = run.page()
    problem = {"code": "unauthorized", "title": "This needs a key", "status": 401, "detail": "send the header Authorization: Bearer"}

    def guard(route) -> None:
        """Answers as a service does that asks for a key."""
        if route.request.headers.get("authorization") == f"Bearer {ADMIN_KEY}":
            route.continue_()
        else:
            route.fulfill(status=401, content_type="application/problem+json", body=json.dumps(problem))

    page.route(re.compile("/v1/"), guard)
    fill(page, "زار القاهرة.", wait=False)
    page.wait_for_selector("#problem .problem")
    assert "يحتاج إلى مفتاح" in page.inner_text("#problem") and page.input_value("#text") == "زار القاهرة."
    page.click("#problem button:has-text('إدخال المفتاح')")
    page.fill("#field-key", ADMIN_KEY)
    page.click("dialog [type=submit]")
    page.wait_for_selector("#problem .problem", state="detached")
    settle(page)
    assert texts(page) == ["القاهرة"]
    page.unroute(re.compile("/v1/"))


def case_a_wrong_key_is_asked_for_again(run) -> None:
    page = run.page()
    fill(page, "زار القاهرة.")
    open_mention(page, "القاهرة")
    correct(page, "تحرير المدخل كله")
    page.fill("#field-key", "a-key-that-is-wrong")
    page.click("dialog [type=submit]")
    # Reading a row may need no key; saving it does.
    page.wait_for_selector("#field-aliases, dialog [role=alert]:has-text('رفضت الخدمة المفتاح')")
    if page.locator("#field-aliases").count() > 0:
        page.fill("#field-name_en", "Cairo, Egypt")
        page.click("dialog:has(#field-aliases) [type=submit]")
    page.wait_for_selector("dialog [role=alert]:has-text('رفضت الخدمة المفتاح')")
    page.fill("#field-key", ADMIN_KEY)
    page.click("dialog:has(#field-key) [type=submit]")
    page.wait_for_selector("dialog:has(#field-key)", state="detached")
    settle(page)
    if page.locator("dialog").count() > 0:
        assert page.input_value("#field-id") == "cairo"
        page.keyboard.press("Escape")


def case_a_name_is_added_and_tagged_at_once(run) -> None:
    page = run.page()
    sign_in(page, "ليلى")
    fill(page, TEXT)
    assert ["organisation", NAME] not in [mention[:2] for mention in painted(page)]
    select(page, NAME)
    page.click("#add-selected")
    page.select_option("#field-type", "organisation")
    page.select_option("#field-list", "companies_banks")
    page.select_option("#field-subtype", "company")
    assert page.input_value("#field-id") == "shrka_mrsaa_alafq"
    page.fill("#field-name_en", "Horizon Anchor Company")
    assert page.input_value("#field-id") == "horizon_anchor_company"
    saved(page)
    assert ["organisation", NAME] in [mention[:2] for mention in painted(page)]
    # The id is taken now.
    select(page, "بيروت")
    page.click("#add-selected")
    page.select_option("#field-type", "organisation")
    page.select_option("#field-list", "companies_banks")
    page.select_option("#field-subtype", "company")
    page.fill("#field-id", "horizon_anchor_company")
    page.click("dialog [type=submit]")
    page.wait_for_selector("dialog .problem:has-text('مستعمل')")
    assert page.get_attribute("#field-id", "aria-invalid") == "true"
    page.keyboard.press("Escape")


def case_a_name_for_this_text_alone_needs_no_key(run) -> None:
    page = run.page()
    fill(page, "أعلنت مرساة المدى نتائجها في بيروت.")
    select(page, "مرساة المدى")
    page.click("#add-selected")
    page.select_option("#field-type", "organisation")
    page.click("dialog button:has-text('في هذا النص فقط')")
    settle(page)
    assert "مرساة المدى" in texts(page)
    page.click("#local button")
    settle(page)
    assert "مرساة المدى" not in texts(page)
    open_mention(page, "بيروت")
    correct(page, "ليس اسمًا في هذا النص")
    settle(page)
    assert texts(page) == []
    page.click("#local button:has-text('بيروت')")
    settle(page)
    assert texts(page) == ["بيروت"]


def case_a_mention_is_corrected(run) -> None:
    """The name goes to another entity and is taken from the wrong one."""
    page = run.page()
    sign_in(page)
    fill(page, "زار سيرغي لافروف القاهرة.")
    open_mention(page, "القاهرة")
    correct(page, "المقصود كيان آخر")
    page.fill("dialog input[type=search]", "Alexandria")
    page.click("dialog .found button:has-text('الإسكندرية') >> nth=0")
    page.wait_for_selector("dialog .changes")
    assert "القاهرة" in page.input_value("#field-aliases"), "the name stands in the form before it is saved"
    assert "القاهرة" in page.inner_text("dialog .changes")
    page.keyboard.press("Escape")
    open_mention(page, "سيرغي لافروف")
    correct(page, "لا يُعلَّم إلا بسياق")
    page.wait_for_selector("#field-flags")
    assert "needs_context=سيرغي لافروف" in page.input_value("#field-flags")
    page.keyboard.press("Escape")


def case_who_was_slower_sees_both_versions(run) -> None:
    page = run.page()
    sign_in(page, "سمير")
    fill(page, "زار طنجة.")
    open_mention(page, "طنجة")
    correct(page, "تحرير المدخل كله")
    page.wait_for_selector("#field-aliases")
    where = re.search(r"\w+$", page.inner_text("dialog form > p"))[0]
    address = f"v1/gazetteers/{where}/entries/{page.input_value('#field-id')}"
    # Somebody else is faster, through the same service.
    page.evaluate(
        """async ([address, key]) => { const headers = { authorization: `Bearer ${key}` };
        const row = await (await fetch(address, { headers })).json();
        await fetch(address, { method: "PUT", headers: { ...headers, "content-type": "application/json" }, body: JSON.stringify({ ...row, name_en: "Tangier (theirs)" }) }); }""",
        [address, ADMIN_KEY],
    )
    page.fill("#field-name_en", "Tangier (mine)")
    page.click("dialog [type=submit]")
    page.wait_for_selector("dialog .problem .changes")
    both = page.inner_text("dialog .problem .changes")
    assert "Tangier (theirs)" in both and "Tangier (mine)" in both
    page.click("dialog button:has-text('احفظ ما كتبت')")
    page.wait_for_selector("dialog", state="detached")
    settle(page)
    open_mention(page, "طنجة")
    page.click("#panel button:has-text('سجل التعديلات')")
    page.wait_for_selector("dialog .edits")
    assert page.locator("dialog .edits > li").count() == 2
    assert "سمير" in page.inner_text("dialog .edits > li >> nth=0") and "(mine)" in page.inner_text("dialog .edits > li >> nth=0")
    page.click("dialog button:has-text('تراجع عن آخر تعديل')")
    page.wait_for_selector("dialog", state="detached")
    settle(page)
    page.click("#panel button:has-text('سجل التعديلات')")
    page.wait_for_selector("dialog .edits")
    assert "تراجع" in page.inner_text("dialog .edits > li >> nth=0") and "(theirs)" in page.inner_text("dialog .edits > li >> nth=0")
    page.keyboard.press("Escape")


def case_an_unlisted_name_becomes_an_entry(run) -> None:
    page = run.page()
    sign_in(page)
    text = "وأكد النائب مازن الحوشبي لوكالة الأنباء أن الموسم جيد."
    for _ in range(2):
        fill(page, text)
        fill(page, text + " ")
    page.click("#tab-unlisted")
    row = page.locator("#unlisted tbody tr", has_text="مازن الحوشبي")
    row.wait_for()
    row.locator("button").click()
    page.wait_for_selector("#field-id")
    assert page.input_value("#field-name") == "مازن الحوشبي"
    assert re.fullmatch(r"[a-z0-9_]+", page.input_value("#field-id"))
    assert page.input_value("#field-type") == "person"
    saved(page)
    assert ["person", "مازن الحوشبي"] in [mention[:2] for mention in painted(page)]
