import { parentPort } from "node:worker_threads";
import { work } from "./work.js";

// The entry of a worker thread: one fit.
parentPort?.once("message", (task) => work(task, (message) => parentPort?.postMessage(message)));
