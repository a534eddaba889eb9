import { cutsEverywhere } from "./everywhere";

cutsEverywhere("suse");
