import type { AnyModel } from "../../model/model.js";
import { newtonMethod } from "../newton/method.js";
import type { Method } from "../problem/method.js";
import { topKMethod } from "../topK/method.js";
import { lastLook } from "./lastLook.js";

/** How a model is climbed: the one place that asks whether its gate leaves experts out, so that its likelihood jumps. */
export const methodOf = ({ selected }: AnyModel): Method => (selected === undefined ? smooth : topKMethod);

const smooth: Method = { ...newtonMethod, polish: lastLook };
