/** A text as a Python literal. */
export const pythonText = (text: string): string => JSON.stringify(text).replace(/[\u007f-\uffff]/g, escaped);

const escaped = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Arguments that are texts. */
export const pythonTexts = (texts: readonly string[]): string => texts.map(pythonText).join(', ');

/** `.option("name", "value")` for each. */
export const optionCalls = (options: Readonly<Record<string, string>>): string =>
  Object.entries(options)
    .map(([name, value]) => `.option(${pythonText(name)}, ${pythonText(value)})`)
    .join('');

/** The options without one, and that one, whatever its letter case. */
export function takeOption(options: Readonly<Record<string, string>>, name: string) {
  const isIt = ([key]: readonly [string, string]): boolean => key.toLowerCase() === name.toLowerCase();
  const entries = Object.entries(options);
  return { value: entries.find(isIt)?.[1], rest: Object.fromEntries(entries.filter((entry) => !isIt(entry))) };
}
