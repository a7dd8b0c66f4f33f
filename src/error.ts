/** What kind of mistake of the caller an error tells of. */
export type MistakeCode = "invalid" | "missing" | "unknown" | "unsupported";

/** Messages begin with one of these words, where the mistake is of that kind. */
const codes: readonly MistakeCode[] = ["invalid", "missing", "unknown"];

/**
 * A mistake of the caller: a value out of its range (`invalid`), one that is not there (`missing`), a name that is not known (`unknown`),
 * or a question that the model has no answer to (`unsupported`). Messages name the thing, the rule and the value: `invalid sigma2[1]; not
 * positive: -0.3`. Their first word is the code, or else the code is `unsupported`. Whatever else is thrown is a mistake of the package.
 */
export class MoestatError extends Error {
  override readonly name: string = "MoestatError";
  readonly code: MistakeCode;

  /** `code`: where the message does not begin with it, as when a file is named before the mistake in it. */
  constructor(message: string, { code = codeOf(message) }: { readonly code?: MistakeCode } = {}) {
    super(message);
    this.code = code;
  }
}

const codeOf = (message: string): MistakeCode =>
  codes.find((code) => message.startsWith(`${code} `)) ?? "unsupported";
