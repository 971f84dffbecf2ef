import { playAll } from "./play.ts";

playAll("otherHands");
