import { canonicalJson, parseJson } from "./json.js";
import type { TrialRecord } from "./types/record.js";

/** The first line of a results file: what its records are fits of. */
export interface Header {
  /** Version of the package that created the file. */
  readonly moestat: string;
  readonly experiment: string;
  readonly protocol: string;
  /** `definitionHash` of `definition`. */
  readonly spec: string;
  /** What decides a single fit, in the open, so that a difference can be named. */
  readonly definition: Readonly<Record<string, unknown>>;
}

/** What a results file holds. `end` is the length in bytes of its whole lines. */
export interface Contents {
  readonly records: readonly TrialRecord[];
  /** Bytes of the whole lines; what follows them is a torn line. */
  readonly end: number;
  readonly size: number;
  /** The version that wrote the file, where it is another than that of the header asked for. */
  readonly otherVersion?: string;
  /** Present where the file records other losses than the header asks for. */
  readonly otherLosses?: true;
}

/**
 * Reads the bytes of a results file and checks them against the header that they should have. A last line
 * without its end (a process was killed as it wrote) is left out. Other losses do not make another definition, since losses
 * can be computed again from the estimates. Throws one line that names the file and what differs: another experiment,
 * protocol or definition, a line that is no record, two different records of one fit.
 */
export function parseResults(file: string, bytes: Buffer, expected: Header): Contents {
  const end = bytes.lastIndexOf(10) + 1;
  const lines = bytes.toString("utf8", 0, end).split("\n").slice(0, -1);
  if (lines.length === 0) {
    const torn = bytes.toString("utf8").slice(0, headerStart.length);
    if (!headerStart.startsWith(torn))
      throw new Error(`"${file}" is not a results file; it has no header line`);
    return { records: [], end, size: bytes.length };
  }
  const header = parseHeader(file, lines[0]);
  compare(file, header, expected);
  const seen = new Map<string, { line: number; text: string }>();
  const records: TrialRecord[] = [];
  for (let i = 1; i < lines.length; i++) {
    const record = parseRecord(lines[i], expected);
    if (!record)
      throw new Error(`results file "${file}", line ${i + 1}: not a record of ${expected.experiment}`);
    const text = withoutTime(record);
    const before = seen.get(record.key);
    if (before && before.text !== text) {
      throw new Error(
        `results file "${file}", lines ${before.line} and ${i + 1}: two different records of ${record.key}`,
      );
    }
    if (before) continue;
    seen.set(record.key, { line: i + 1, text });
    records.push(record);
  }
  const otherVersion = header.moestat === expected.moestat ? {} : { otherVersion: header.moestat };
  const otherLosses = header.spec === expected.spec ? {} : { otherLosses: true as const };
  return { records, end, size: bytes.length, ...otherVersion, ...otherLosses };
}

/** A record without what may differ between two runs of the same fit, as canonical JSON. */
export function withoutTime(record: TrialRecord): string {
  const { seconds, version, ...rest } = record;
  return canonicalJson(rest);
}

const headerStart = '{"moestat":';

function parseHeader(file: string, line: string): Header {
  const value = parseObject(line);
  const texts = [value?.moestat, value?.experiment, value?.protocol, value?.spec];
  if (!value || texts.some((text) => typeof text !== "string")) {
    throw new Error(`"${file}" is not a results file; its first line is no header`);
  }
  return value as unknown as Header;
}

function compare(file: string, found: Header, expected: Header): void {
  for (const name of ["experiment", "protocol"] as const) {
    if (found[name] === expected[name]) continue;
    throw new Error(
      `results file "${file}" is from another run; ${name} is "${found[name]}", not "${expected[name]}"`,
    );
  }
  if (found.spec === expected.spec) return;
  const names = Object.keys({ ...expected.definition, ...found.definition });
  const differing = names.filter(
    (name) => canonicalJson(found.definition?.[name]) !== canonicalJson(expected.definition[name]),
  );
  if (differing.join() === "losses") return;
  const [differs] = differing;
  const what = differs
    ? `${differs} is ${canonicalJson(found.definition?.[differs])}, not ${canonicalJson(expected.definition[differs])}`
    : `spec is ${found.spec}, not ${expected.spec}`;
  throw new Error(
    `results file "${file}" is from another definition of ${expected.experiment}; ${what} (choose another folder or another name)`,
  );
}

function parseRecord(line: string, { experiment, protocol }: Header): TrialRecord | undefined {
  const value = parseObject(line);
  if (!value) return undefined;
  const texts = [value.key, value.seed, value.status];
  const numbers = [value.n, value.replicate, value.k, value.steps, value.logLik, value.score];
  const ok =
    value.experiment === experiment &&
    value.protocol === protocol &&
    texts.every((text) => typeof text === "string") &&
    numbers.every((number) => typeof number === "number") &&
    isRecord(value.losses) &&
    Object.values(value.losses).every((loss) => typeof loss === "number") &&
    isRecord(value.params);
  return ok ? (value as unknown as TrialRecord) : undefined;
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value = parseJson(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
