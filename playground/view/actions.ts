import type { Handle } from "../derived/handles.js";
import type { Edit } from "../state/edits.js";
import type { State } from "../state/state.js";

/** What can be done on the page. */
export interface Actions {
  /** Changes the truth, the data or the model; a fit follows where fits are automatic. */
  readonly edit: (edit: Edit) => void;
  readonly open: (state: State) => void;
  readonly beginDrag: () => void;
  readonly drag: (handle: Handle, to: { readonly x: number; readonly y: number }) => void;
  readonly endDrag: () => void;
  readonly fit: () => void;
  readonly cancel: () => void;
  readonly setAuto: (auto: boolean) => void;
  readonly oneTooMany: () => void;
  readonly show: (maximum: number) => void;
  readonly setSlow: (slow: boolean) => void;
  readonly setDirection: (direction: number) => void;
  readonly setStep: (step: number | undefined) => void;
  readonly savePng: () => void;
  readonly saveJson: () => void;
  readonly copy: (text: string) => Promise<void>;
}
