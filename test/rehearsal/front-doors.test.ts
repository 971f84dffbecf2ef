import { playAll } from "./play.ts";

playAll("frontDoors");
