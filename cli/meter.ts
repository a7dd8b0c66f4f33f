import { Presets, SingleBar } from "cli-progress";

/** Shows how far a computation of many fits has come. */
export interface Meter {
  readonly show: (label: string, done: number, total: number) => void;
  /** Leaves the terminal as it was. */
  readonly stop: () => void;
}

const silent: Meter = { show: () => {}, stop: () => {} };

/** A bar on a terminal that goes away in the end; nothing elsewhere, and where one wants quiet. */
export function meter(
  { quiet = false }: { readonly quiet?: boolean },
  stream: NodeJS.WriteStream = process.stderr,
): Meter {
  if (quiet || !stream.isTTY) return silent;
  let bar: SingleBar | undefined;
  return {
    show: (label, done, total) => {
      bar ??= started(stream, label, total);
      bar.setTotal(total);
      bar.update(done, { label });
    },
    stop: () => {
      bar?.stop();
      bar = undefined;
    },
  };
}

function started(stream: NodeJS.WriteStream, label: string, total: number): SingleBar {
  const bar = new SingleBar(
    {
      stream,
      format: "{label} {bar} {value}/{total}",
      barsize: 24,
      clearOnComplete: true,
      // A fit keeps a handler of interruptions waiting, so that there is none, and nothing that one would have to undo.
      gracefulExit: false,
      hideCursor: false,
      linewrap: true,
    },
    Presets.shades_classic,
  );
  bar.start(total, 0, { label });
  return bar;
}
