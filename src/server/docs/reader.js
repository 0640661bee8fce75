// Renders /openapi.json. Everything the description says is put in as text, never as markup.

const METHODS = ["get", "put", "post", "delete", "patch"];

/** An element with attributes and children; a string becomes text. */
function make(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children.filter((child) => child !== null));
  return element;
}

const code = (text) => make("code", {}, text);
const dim = (text) => make("span", { class: "dim" }, text);

/** The schema's name, where it is one of the document's own. */
function nameOf(schema) {
  return schema.$ref ? schema.$ref.split("/").pop() : null;
}

/** What a schema takes, in a line: a link for a named one. */
function kind(schema) {
  const name = nameOf(schema);
  if (name) return [make("a", { href: `#schema-${name}` }, name)];
  const several = schema.oneOf ?? schema.anyOf;
  if (several) return several.flatMap((one, index) => (index ? [" or ", ...kind(one)] : kind(one)));
  if (schema.allOf) return kind(schema.allOf[0]);
  const types = [schema.type ?? []].flat();
  if (schema.items) {
    const list = ["list of ", ...kind(schema.items)];
    return types.includes("null") ? [...list, " or null"] : list;
  }
  if (schema.additionalProperties?.$ref) return ["object of ", ...kind(schema.additionalProperties)];
  return [types.join(" or ") || "anything"];
}

/** The limits of a schema, in a line. */
function limits(schema) {
  const parts = [];
  if (schema.enum) parts.push(schema.enum.join(", "));
  if (schema.minimum !== undefined || schema.maximum !== undefined) parts.push(`${schema.minimum ?? "…"} to ${schema.maximum ?? "…"}`);
  if (schema.maxLength !== undefined) parts.push(`${schema.minLength ?? 0} to ${schema.maxLength} characters`);
  if (schema.maxItems !== undefined) parts.push(`at most ${schema.maxItems}`);
  if (schema.pattern) parts.push(schema.pattern);
  return parts.length ? make("div", { class: "dim" }, parts.join("; ")) : null;
}

/** The description of a field, which stands beside the reference where there may be null. */
function described(schema) {
  return schema.description ?? (schema.oneOf ?? []).map((one) => one.description).find(Boolean) ?? "";
}

function table(head, rows) {
  const header = make("tr", {}, ...head.map((cell) => make("th", { scope: "col" }, cell)));
  const body = rows.map((cells) => make("tr", {}, ...cells.map((cell) => make("td", {}, ...[cell].flat().filter(Boolean)))));
  return make("table", {}, make("thead", {}, header), make("tbody", {}, ...body));
}

function examples(content) {
  return Object.entries(content.examples ?? {}).map(([name, example]) => {
    const shown = typeof example.value === "string" ? example.value : JSON.stringify(example.value, null, 2);
    return make("details", {}, make("summary", {}, `Example “${name}”: ${example.summary ?? ""}`), make("pre", { dir: "auto" }, shown));
  });
}

function contents(of) {
  return Object.entries(of ?? {}).flatMap(([type, content]) => [
    make("div", {}, code(type), " ", ...kind(content.schema ?? {})),
    ...examples(content),
  ]);
}

function parameters(operation) {
  const rows = (operation.parameters ?? []).map((parameter) => [
    [code(parameter.name), make("div", { class: "dim" }, parameter.required ? `${parameter.in}, required` : parameter.in)],
    kind(parameter.schema),
    [parameter.description ?? "", limits(parameter.schema)],
  ]);
  return rows.length ? [make("h3", {}, "Parameters"), table(["Name", "Takes", "What"], rows)] : [];
}

function responses(operation) {
  const rows = Object.entries(operation.responses).map(([status, response]) => {
    const headers = Object.keys(response.headers ?? {}).join(", ");
    return [code(status), [make("div", {}, response.description), ...contents(response.content), headers ? dim(`Headers: ${headers}`) : null]];
  });
  return [make("h3", {}, "Answers"), table(["Status", "What"], rows)];
}

function operationSection(method, path, operation) {
  const body = operation.requestBody;
  return make(
    "section",
    { id: operation.operationId },
    make("h2", {}, make("span", { class: "method" }, method), " ", code(path)),
    make("p", {}, make("strong", {}, operation.summary ?? ""), " ", operation.description ?? ""),
    ...parameters(operation),
    ...(body ? [make("h3", {}, "Body"), make("p", {}, body.description ?? ""), ...contents(body.content)] : []),
    ...responses(operation),
  );
}

function schemaSection(name, schema) {
  const required = new Set(schema.required ?? []);
  const rows = Object.entries(schema.properties ?? {}).map(([field, of]) => [
    [code(field), required.has(field) ? null : make("div", { class: "dim" }, "may be absent")],
    kind(of),
    [described(of), limits(of)],
  ]);
  const shape = rows.length ? table(["Field", "Holds", "What"], rows) : limits(schema);
  return make("section", { id: `schema-${name}` }, make("h2", {}, name), make("p", {}, schema.description ?? ""), shape);
}

function operationsOf(api) {
  return Object.entries(api.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method]).map((method) => ({ method, path, operation: item[method] })),
  );
}

function render(api) {
  const operations = operationsOf(api);
  const tags = (api.tags ?? []).map((tag) => tag.name);
  const inTag = (tag) => operations.filter(({ operation }) => (operation.tags ?? [])[0] === tag);
  const link = ({ method, path, operation }) =>
    make("a", { href: `#${operation.operationId}` }, make("span", { class: "method" }, method), " ", path);
  const schemas = Object.entries(api.components?.schemas ?? {});
  document.querySelector("nav").replaceChildren(
    ...tags.flatMap((tag) => [make("h2", {}, tag), ...inTag(tag).map(link)]),
    make("h2", {}, "Schemas"),
    ...schemas.map(([name]) => make("a", { href: `#schema-${name}` }, name)),
  );
  document.querySelector("main").replaceChildren(
    make("h1", {}, `${api.info.title} ${api.info.version}`),
    make("p", {}, api.info.description ?? ""),
    make("p", {}, "For programs: ", make("a", { href: "/openapi.json" }, "/openapi.json"), `, OpenAPI ${api.openapi}.`),
    ...tags.flatMap(inTag).map(({ method, path, operation }) => operationSection(method, path, operation)),
    ...schemas.map(([name, schema]) => schemaSection(name, schema)),
  );
  // What the address names is there only now.
  document.getElementById(location.hash.slice(1))?.scrollIntoView();
}

async function start() {
  const response = await fetch("/openapi.json");
  if (!response.ok) throw new Error(`the service answered ${response.status}`);
  render(await response.json());
}

start().catch((error) => {
  document.getElementById("state").textContent = `The description cannot be shown: ${error.message}. Load the page again.`;
});
