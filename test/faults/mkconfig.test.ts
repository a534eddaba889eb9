import { cutsEverywhere } from "./everywhere";

cutsEverywhere("mkconfig");
