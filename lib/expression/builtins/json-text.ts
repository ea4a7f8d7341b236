import type { BuiltinJsFunction } from '../function-record.ts';
import { builtin } from './define-builtin.ts';
import { JsonNumber, JsonReader, type JsonTree, membersOf } from './json-reader.ts';
import { doubleText } from './number-text.ts';

/** A text in quotes; characters of two UTF-16 units are escaped where Spark copies JSON. */
function quotedText(text: string, escapesPairs: boolean): string {
  const json = JSON.stringify(text).replace(/\\u00[0-9a-f]{2}/g, (code) => `\\u${code.slice(2).toUpperCase()}`);
  if (!escapesPairs) return json;
  return json.replace(/[\ud800-\udfff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Whole numbers as they are, others as doubles are printed; infinities in quotes. */
function numberJson(raw: string): string {
  if (/^-?\d+$/.test(raw)) return raw;
  const text = doubleText(Number(raw.replace('INF', 'Infinity').replace('Infinityinity', 'Infinity')));
  return /^-?\d/.test(text) ? text : `"${text}"`;
}

/** JSON text of a part of a document, as Spark writes it anew. */
export function copiedJson(tree: JsonTree): string {
  if (tree instanceof JsonNumber) return numberJson(tree.raw);
  if (Array.isArray(tree)) return `[${tree.map(copiedJson).join(',')}]`;
  if (tree instanceof Map)
    return `{${membersOf(tree)
      .map(([name, value]) => `${quotedText(name, true)}:${copiedJson(value)}`)
      .join(',')}}`;
  return typeof tree === 'string' ? quotedText(tree, true) : String(tree);
}

function indented(tree: JsonTree, indent: string): string {
  if (tree instanceof JsonNumber) return tree.raw;
  if (Array.isArray(tree))
    return tree.length === 0 ? '[ ]' : `[ ${tree.map((item: JsonTree) => indented(item, indent)).join(', ')} ]`;
  if (tree instanceof Map) {
    const inner = `${indent}  `;
    const members = membersOf(tree).map(
      ([name, value]) => `${inner}${quotedText(name, false)} : ${indented(value, inner)}`,
    );
    return members.length === 0 ? '{ }' : `{\n${members.join(',\n')}\n${indent}}`;
  }
  return typeof tree === 'string' ? quotedText(tree, false) : String(tree);
}

/** The option `pretty` of to_json. */
export const jsonTextBuiltins: readonly BuiltinJsFunction[] = [
  builtin('mr_pretty_json(VARCHAR) VARCHAR', (text: string) => indented(JsonReader.read(text) ?? null, '')),
];
