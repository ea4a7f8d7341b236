import type { BuiltinJsFunction } from '../function-record.ts';
import { builtin } from './define-builtin.ts';
import { JsonReader, type JsonTree, membersOf, SHARED_LIBERTIES } from './json-reader.ts';
import { copiedJson } from './json-text.ts';

type Step = { readonly name: string } | { readonly index: number } | 'items' | 'names';

const STEP = /\.\*|\['\*'\]|\.\s*([^.[]+)|\['([^'?]+)'\]|\[(\d+)\]|\[\*\]/y;

/** The steps of a path `$.a[0]['b'][*]`; undefined where it is none. */
function pathSteps(path: string): readonly Step[] | undefined {
  if (!path.startsWith('$')) return undefined;
  const steps: Step[] = [];
  for (let offset = 1; offset < path.length; ) {
    STEP.lastIndex = offset;
    const found = STEP.exec(path);
    if (found === null) return undefined;
    const [whole, plain, quoted, index] = found;
    const name = plain ?? quoted;
    if (name !== undefined) steps.push({ name });
    else if (index !== undefined) steps.push({ index: Number(index) });
    else steps.push(whole === '[*]' ? 'items' : 'names');
    offset += whole.length;
  }
  return steps;
}

/** How matches are written: a text as it is, in quotes, or arrays dissolved in the one around them. */
type Style = 'raw' | 'quoted' | 'flat';

/** What stands at the steps, as JSON texts; none where nothing does. */
function evaluate(tree: JsonTree, steps: readonly Step[], style: Style): readonly string[] {
  const [step, ...rest] = steps;
  if (step === undefined) return leaf(tree, style);
  if (Array.isArray(tree)) return inArray(tree as readonly JsonTree[], step, rest, style);
  if (!(tree instanceof Map) || typeof step === 'string' || !('name' in step)) return [];
  for (const [name, value] of membersOf(tree)) {
    const found = name === step.name && value !== null ? evaluate(value, rest, style) : [];
    if (found.length > 0) return found;
  }
  return [];
}

function leaf(tree: JsonTree, style: Style): readonly string[] {
  if (typeof tree === 'string' && style === 'raw') return [tree];
  if (Array.isArray(tree) && style === 'flat') return tree.flatMap((item: JsonTree) => leaf(item, style));
  return [copiedJson(tree)];
}

function inArray(items: readonly JsonTree[], step: Step, rest: readonly Step[], style: Style): readonly string[] {
  if (typeof step !== 'string') {
    const item = 'index' in step ? items[step.index] : undefined;
    return item === undefined ? [] : evaluate(item, rest, rest[0] === 'items' ? 'quoted' : style);
  }
  if (step !== 'items') return [];
  if (rest[0] === 'items') {
    const flat = items.flatMap((item) => evaluate(item, rest.slice(1), 'flat'));
    return flat.length > 0 ? [`[${flat.join(',')}]`] : [];
  }
  const found = items
    .map((item) => evaluate(item, rest, style === 'raw' ? 'quoted' : style))
    .filter((f) => f.length > 0);
  const texts = found.flat();
  if (found.length === 0) return [];
  return style !== 'quoted' && found.length === 1 ? [texts.join(',')] : [`[${texts.join(',')}]`];
}

/** What stands at a path; several matches come as an array. */
function getJsonObject(text: string, path: string): string | null {
  const steps = pathSteps(path);
  const tree = steps === undefined ? undefined : JsonReader.read(text, SHARED_LIBERTIES);
  if (tree === undefined || steps === undefined) return null;
  return evaluate(tree, steps, 'raw')[0] ?? null;
}

const shown = (tree: JsonTree): string | null =>
  tree === null ? null : typeof tree === 'string' ? tree : copiedJson(tree);

function jsonField(text: string, name: string): string | null {
  const tree = JsonReader.read(text, SHARED_LIBERTIES);
  return tree instanceof Map ? shown((tree as ReadonlyMap<string, JsonTree>).get(name) ?? null) : null;
}

function jsonKeys(text: string): readonly string[] | null {
  const tree = JsonReader.read(text, SHARED_LIBERTIES);
  return tree instanceof Map ? membersOf(tree).map(([name]) => name) : null;
}

function jsonArrayLength(text: string): number | null {
  const tree = JsonReader.read(text, SHARED_LIBERTIES);
  return Array.isArray(tree) ? tree.length : null;
}

/** Parts of JSON texts. */
export const jsonPathBuiltins: readonly BuiltinJsFunction[] = [
  builtin('mr_get_json_object(VARCHAR, VARCHAR) VARCHAR', getJsonObject),
  builtin('mr_json_field(VARCHAR, VARCHAR) VARCHAR', jsonField),
  builtin('mr_json_keys(VARCHAR) VARCHAR[]', jsonKeys),
  builtin('mr_json_array_length(VARCHAR) INTEGER', jsonArrayLength),
];
