import { lifeOn } from "../vm/life";

lifeOn("ubuntu-22.04");
