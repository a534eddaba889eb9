import { cutsEverywhere } from "./everywhere";

cutsEverywhere("debian");
