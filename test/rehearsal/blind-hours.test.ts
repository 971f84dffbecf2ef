import { playAll } from "./play.ts";

playAll("blindHours");
