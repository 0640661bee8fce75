// Marks the names in the text of an element of a page. Nothing is built from strings of HTML, so that no text can bring in markup.
import { cut, tag } from "./aalam.mjs";

/** If the service does not answer, the page stays as it was, and the error goes to the caller. */
export async function markNames(element, options = {}, connection = { url: "" }) {
  const text = element.textContent;
  const { mentions, entities } = await tag(text, options, connection);
  const nodes = cut(text, mentions).map((part) => {
    if (!part.mention) return part.text;
    const mark = element.ownerDocument.createElement("mark");
    mark.className = part.mention.type;
    mark.title = entities[part.mention.entity]?.name ?? "";
    mark.textContent = part.text;
    return mark;
  });
  element.replaceChildren(...nodes);
}
