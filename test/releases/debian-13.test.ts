import { lifeOn } from "../vm/life";

lifeOn("debian-13");
