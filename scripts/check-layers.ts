import { type Import, importsOf } from './imports.ts';
import { projectFiles, ROOT } from './project.ts';

/** Folders of lib/ from the bottom up: a file may import from its own folder and from those before it. `docs/adr/0002-import-order.md` says why. */
const LAYERS: readonly string[] = [
  'util',
  'errors',
  'types',
  'expression',
  'plan',
  'sql',
  'contracts',
  'analysis',
  'incremental',
  'state',
  'checkpoint',
  'api',
  'engine',
  'runtime',
  'connectors',
  'local',
  'lambda',
  'spark',
  'cli',
  'testing',
];

/** Packages that only some folders may import. */
const PACKAGES: readonly { readonly prefix: string; readonly places: RegExp }[] = [
  { prefix: '@duckdb/', places: /^(lib\/engine\/|lib\/expression\/test-support\.ts|bench\/)/ },
  { prefix: '@polyglot-sql/', places: /^lib\/sql\// },
  {
    prefix: '@aws-sdk/',
    places: /^(lib\/connectors\/|localstack\/|infra-tests\/|scripts\/local-aws\/|lib\/testing\/aws\/)/,
  },
  { prefix: '@middy/', places: /^(lib\/lambda\/|functions\/)/ },
  { prefix: '@aws-lambda-powertools/', places: /^(lib\/lambda\/|functions\/)/ },
  { prefix: 'aws-cdk-lib', places: /^(cdk|infra-tests|localstack)\// },
  { prefix: '@platformatic/kafka', places: /^(lib\/connectors\/kafka|scripts|bench|infra-tests)\// },
  { prefix: 'commander', places: /^(lib\/cli|localstack|scripts)\// },
];

const layerOf = (file: string): number => {
  const [top, folder, ...rest] = file.split('/');
  return top === 'lib' && rest.length > 0 ? LAYERS.indexOf(folder ?? '') : -1;
};

const isTest = (file: string): boolean => /\.(test|test-d|fixture)\.ts$/.test(file);

const at = ({ from, line }: Import): string => `${from}:${line}`;

function upwardImports(imports: readonly Import[]): string[] {
  return imports.flatMap((entry) => {
    if (entry.target === undefined || isTest(entry.from)) return [];
    const [own, other] = [layerOf(entry.from), layerOf(entry.target)];
    if (own === -1 || own >= other) return [];
    return [`${at(entry)} imports ${entry.target}: ${LAYERS[own]} lies below ${LAYERS[other]}`];
  });
}

function misplacedPackages(imports: readonly Import[]): string[] {
  return imports.flatMap((entry) =>
    PACKAGES.filter(({ prefix, places }) => entry.specifier.startsWith(prefix) && !places.test(entry.from)).map(
      ({ prefix, places }) => `${at(entry)} imports ${entry.specifier}: ${prefix}* belongs to ${places.source}`,
    ),
  );
}

function unknownFolders(files: readonly string[]): string[] {
  const unknown = files.filter((file) => file.split('/').length > 2 && file.startsWith('lib/') && layerOf(file) === -1);
  return unknown.map((file) => `${file}: its folder has no place in the import order of scripts/check-layers.ts`);
}

/** Chains of files that load each other; imports of types load nothing. */
function cycles(imports: readonly Import[]): string[] {
  const next = new Map<string, string[]>();
  for (const { from, target, typeOnly } of imports) {
    if (target !== undefined && !typeOnly) next.set(from, [...(next.get(from) ?? []), target]);
  }
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    const start = path.indexOf(file);
    if (start !== -1) found.push(`cycle: ${[...path.slice(start), file].join(' -> ')}`);
    if (start !== -1 || done.has(file)) return;
    for (const target of next.get(file) ?? []) visit(target, [...path, file]);
    done.add(file);
  };
  for (const file of next.keys()) visit(file, []);
  return found;
}

/** Everything wrong with the imports of files, given relative to the root. */
export function layerProblems(files: readonly string[], root = ROOT): string[] {
  const imports = files.flatMap((file) => importsOf(file, root));
  return [...unknownFolders(files), ...upwardImports(imports), ...misplacedPackages(imports), ...cycles(imports)];
}

if (import.meta.main) {
  const problems = layerProblems(projectFiles(['{lib,functions,cdk,localstack,infra-tests,examples,bench}/**/*.ts']));
  for (const problem of problems) console.log(problem);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
