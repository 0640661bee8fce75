// usage: node tag.mjs ARTICLE.txt     prints the article with its names in brackets
import { readFile } from "node:fs/promises";
import { cut, tag } from "./aalam.mjs";

const text = await readFile(process.argv[2], "utf8");
const { mentions } = await tag(text, { types: ["person", "place", "organisation"] }, { url: process.env.AALAM_URL, key: process.env.AALAM_KEY });
process.stdout.write(cut(text, mentions).map((part) => (part.mention ? `[${part.text}|${part.mention.type}]` : part.text)).join(""));
