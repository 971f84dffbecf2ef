import { playAll } from "./play.ts";

playAll("badDays");
