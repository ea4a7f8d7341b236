const VERSION = '0.1.0';

/** The version of Millrace, as package.json has it: no file is read, so that a bundle knows it too. */
export const packageVersion = (): string => VERSION;
