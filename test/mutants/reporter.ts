/** What the test runner reports, as far as it is used here. */
interface TestEvent {
  readonly type: string;
  readonly data: {
    readonly name: string;
    readonly nesting: number;
    readonly skip?: string | boolean;
    readonly details?: { readonly type?: string };
  };
}

/** One line, in JSON, for each test that ran. */
export interface TestLine {
  readonly passed: boolean;
  /** The suites that it stands in, and its own name. */
  readonly path: readonly string[];
}

/** A reporter for `node --test`: a `TestLine` for each test, suites and what was not asked for left out. */
export default async function* reporter(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const path: string[] = [];
  for await (const { type, data } of source) {
    if (type === "test:start") {
      path.length = data.nesting;
      path.push(data.name);
    }
    if (type !== "test:pass" && type !== "test:fail") continue;
    if (data.details?.type === "suite" || data.skip !== undefined) continue;
    const line: TestLine = {
      passed: type === "test:pass",
      path: [...path.slice(0, data.nesting), data.name],
    };
    yield `${JSON.stringify(line)}\n`;
  }
}
