import { cutsEverywhere } from "./everywhere";

cutsEverywhere("entries");
