import { playAll } from "./play.ts";

playAll("refusals");
