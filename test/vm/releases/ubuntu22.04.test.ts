import { lifeOn } from "../life/life";

lifeOn("ubuntu-22.04");
