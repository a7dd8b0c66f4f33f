/** A value as canonical JSON: keys sorted at every depth, no spaces, so that equal values have equal texts. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, v: unknown) =>
    v !== null && typeof v === "object" && !Array.isArray(v)
      ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1)))
      : v,
  );
}

/** Reads JSON written by this package: a `null` stands for a number that is not finite and becomes NaN. */
export function parseJson(text: string): unknown {
  return JSON.parse(text, (_, v: unknown) => (v === null ? Number.NaN : v));
}
