import { Command } from "commander";

/** A worked example for `--help`: the command line and what it does. */
type Example = readonly [line: string, does: string];

/** What `--help` says of a command. */
interface Teaching {
  /** One short sentence. */
  readonly summary: string;
  /** What more there is to know. */
  readonly detail?: string;
  readonly examples: readonly Example[];
}

/**
 * A (sub)command whose help ends with worked examples and whose errors are thrown, so that `main` prints
 * them all in one way.
 */
export function command(name: string, { summary, detail, examples }: Teaching): Command {
  const text = examples.map(([line, does]) => `  ${does}\n    $ ${line}`).join("\n");
  return new Command(name)
    .summary(summary)
    .description(detail === undefined ? summary : `${summary} ${detail}`)
    .configureHelp({ subcommandTerm: (subcommand) => subcommand.name() })
    .helpOption("-h, --help", "show this help")
    .addHelpText("after", `\nExamples:\n${text}`)
    .exitOverride()
    .configureOutput({ outputError: () => {} });
}
