import { cutsEverywhere } from "./everywhere";

cutsEverywhere("kernelopts");
