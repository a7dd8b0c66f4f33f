import { Command } from "commander";

/** A worked example for `--help`: the command line and what it does. */
type Example = readonly [line: string, does: string];

/** What `--help` says of a command. */
interface Teaching {
  /** What more there is to know than the summary in the list of commands. */
  readonly detail?: string;
  readonly examples: readonly Example[];
}

/**
 * A (sub)command whose help ends with worked examples and whose errors are thrown, so that `main` prints
 * them all in one way.
 */
export function command(name: string, { detail = "", examples }: Teaching): Command {
  const text = examples.map(([line, does]) => `  ${does}\n    $ ${line}`).join("\n");
  return new Command(name)
    .description(detail)
    .configureHelp({ subcommandTerm: (subcommand) => subcommand.name() })
    .helpOption("-h, --help", "show this help")
    .addHelpText("after", `\nExamples:\n${text}`)
    .exitOverride()
    .configureOutput({ outputError: () => {} });
}

/** The same command with what it does, in one short sentence, which the list of commands shows and its own help begins with. */
export const summarized = (one: Command, summary: string): Command =>
  one.summary(summary).description([summary, one.description()].filter((text) => text !== "").join(" "));
