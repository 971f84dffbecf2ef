import { playAll } from "./play.ts";

playAll("hops");
