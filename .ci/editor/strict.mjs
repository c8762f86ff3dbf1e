// A schema (draft-07) under the rules by which SchemaStore takes one (its cli.js, 2026-11): Ajv 8, strict.
// node strict.mjs SCHEMA.json NAME... < a JSON list of documents: prints which of them are valid, as a JSON list.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(`${process.env.SETPOINT_EDITOR}/package.json`);
const ajv = new (require("ajv").default)({ strict: true });
require("ajv-formats").default(ajv);
for (const word of process.argv.slice(3)) ajv.addKeyword(word);
const validate = ajv.compile(JSON.parse(readFileSync(process.argv[2], "utf8")));
console.log(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map((each) => validate(each))));
