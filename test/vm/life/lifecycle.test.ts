import { defaultGuest } from "../../../tools/vm/guests";
import { lifeOn } from "./life";

lifeOn(defaultGuest);
