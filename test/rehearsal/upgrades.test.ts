import { playAll } from "./play.ts";

playAll("upgrades");
