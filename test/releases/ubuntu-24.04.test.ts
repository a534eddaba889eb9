import { lifeOn } from "../vm/life";

lifeOn("ubuntu-24.04");
