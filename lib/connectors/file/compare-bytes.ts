/** Order by UTF-8 bytes: that in which object stores list. */
export const compareBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
