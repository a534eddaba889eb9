import { lifeOn } from "../life/life";

lifeOn("debian-13");
