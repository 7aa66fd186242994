// Every page works without this file: it makes the same things happen sooner or say more.
import "htmx.org";

import "./asked-at.js";
import "./copy.js";
import "./device.js";
import "./error-summary.js";
import "./no-answer.js";
import "./offline.js";
import "./once.js";
import "./plan.js";
import "./plan-zoom.js";
import "./wall.js";
