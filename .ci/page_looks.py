"""Cases for page_test.py: how the editors' page looks, and to whom. Each function gets a Run and asserts."""
import pathlib

from page_cases import ARTICLE, HARD, fill, settle

HERE = pathlib.Path(__file__).parent


def case_languages_and_colours(run) -> None:
    page = run.page(color_scheme="dark")
    ground = lambda: page.evaluate("getComputedStyle(document.body).backgroundColor")
    root = lambda name: page.get_attribute("html", name)
    dark = ground()
    assert (root("lang"), root("dir")) == ("ar", "rtl")
    fill(page, ARTICLE)
    page.click("#language")
    assert (root("lang"), root("dir")) == ("en", "ltr")
    assert "6 mentions" in page.inner_text("#status")
    assert page.evaluate("getComputedStyle(document.querySelector('.line')).direction") == "rtl", "the article keeps its direction"
    page.click("#theme")
    assert ground() != dark
    page.reload()
    page.wait_for_selector("#export button")
    assert root("lang") == "en" and ground() != dark, "both choices are remembered"


def case_a_phone(run) -> None:
    page = run.page(viewport={"width": 360, "height": 740})
    for language in ("ar", "en"):
        fill(page, HARD + "\n" + "كلمةطويلة" * 40)
        for part in ("entities", "unlisted", "lists"):
            page.click(f"#tab-{part}")
            page.wait_for_timeout(200)
            wide = page.evaluate("document.scrollingElement.scrollWidth")
            assert wide <= 360, f"{part} in {language} is {wide} wide"
        page.focus("#text")
        page.keyboard.press("F8")
        assert page.evaluate("document.scrollingElement.scrollWidth") <= 360
        panel = page.locator("#panel").bounding_box()
        assert panel["x"] >= 0 and panel["x"] + panel["width"] <= 360 and panel["height"] <= 0.61 * 740
        page.keyboard.press("Escape")
        page.click("#key")
        dialog = page.locator("dialog").bounding_box()
        assert dialog["x"] >= 0 and dialog["x"] + dialog["width"] <= 360
        page.keyboard.press("Escape")
        page.click("#language")


def case_whoever_cannot_see_the_page(run) -> None:
    check = (HERE / "page_access.js").read_text(encoding="utf-8").split("\n", 1)[1].rstrip().rstrip(";")
    for scheme in ("light", "dark"):
        page = run.page(color_scheme=scheme)
        fill(page, ARTICLE + "\nوالتقى رئيس جمعية المزارعين مازن الزعتري.")
        page.focus("#text")
        page.keyboard.press("F8")
        page.wait_for_timeout(300)
        for part in ("entities", "unlisted", "lists"):
            page.click(f"#tab-{part}")
            page.wait_for_timeout(200)
            complaints = page.evaluate(check)
            assert not complaints, "\n".join(complaints)
        page.click("#key")
        complaints = page.evaluate(check)
        assert not complaints, "\n".join(complaints)


def take_pictures(run, folder: str) -> None:
    for scheme in ("light", "dark"):
        page = run.page(color_scheme=scheme)
        page.click("#sample")
        settle(page)
        for language in ("ar", "en"):
            page.screenshot(path=f"{folder}/{language}_{scheme}.png")
            page.focus("#text")
            page.keyboard.press("F8")
            page.wait_for_timeout(400)
            page.screenshot(path=f"{folder}/{language}_{scheme}_panel.png")
            page.keyboard.press("Escape")
            page.click("#language")
        page.click("#tab-lists")
        page.screenshot(path=f"{folder}/lists_{scheme}.png", full_page=True)
    page = run.page(viewport={"width": 360, "height": 740})
    page.click("#sample")
    settle(page)
    page.screenshot(path=f"{folder}/phone.png", full_page=True)
    page.focus("#text")
    page.keyboard.press("F8")
    page.wait_for_timeout(400)
    page.screenshot(path=f"{folder}/phone_panel.png")
