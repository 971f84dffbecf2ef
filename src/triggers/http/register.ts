import { app, type HttpMethod } from "@azure/functions";
import { durableClient } from "../../workflow/durable.ts";
import type { Ports } from "../../workflow/ports.ts";
import { answering, type Question } from "./answer.ts";
import { asClaimed } from "./claimed-pair.ts";
import { postCommand, postRollback, postUpgrade } from "./orders.ts";
import { getDifferences } from "./differences.ts";
import { getOperation, getOperations, getPair, getPairs, getPlan, getReadiness } from "./questions.ts";

const routes: readonly { name: string; method: HttpMethod; route: string; question: Question }[] = [
  { name: "getPairs", method: "GET", route: "pairs", question: getPairs },
  { name: "getPair", method: "GET", route: "pairs/{pair}", question: getPair },
  { name: "getReadiness", method: "GET", route: "pairs/{pair}/readiness", question: getReadiness },
  { name: "getPlan", method: "GET", route: "pairs/{pair}/plan", question: getPlan },
  { name: "getDifferences", method: "GET", route: "pairs/{pair}/differences", question: getDifferences },
  { name: "getOperations", method: "GET", route: "pairs/{pair}/operations", question: getOperations },
  { name: "getOperation", method: "GET", route: "pairs/{pair}/operations/{id}", question: getOperation },
  { name: "postUpgrade", method: "POST", route: "pairs/{pair}/upgrade", question: postUpgrade },
  { name: "postApprove", method: "POST", route: "pairs/{pair}/approve", question: postCommand("approve") },
  { name: "postAbort", method: "POST", route: "pairs/{pair}/abort", question: postCommand("abort") },
  { name: "postPause", method: "POST", route: "pairs/{pair}/pause", question: postCommand("pause") },
  { name: "postResume", method: "POST", route: "pairs/{pair}/resume", question: postCommand("resume") },
  { name: "postRollback", method: "POST", route: "pairs/{pair}/rollback", question: postRollback },
];

/** The HTTP API, every route behind a function key. */
export function registerHttp(ports: () => Ports): void {
  for (const { name, method, route, question } of routes) {
    // what begins anew needs a file that can be used; all else goes on with the pair that an operation claimed
    const handler = answering(ports, question === postUpgrade ? question : asClaimed(question));
    app.http(name, {
      methods: [method],
      route,
      authLevel: "function",
      extraInputs: [durableClient],
      handler,
    });
  }
}
