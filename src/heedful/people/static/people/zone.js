// The clocks of whoever fills the form in, until they say otherwise; without a script, UTC is chosen there, to be changed.
"use strict";

for (const field of document.querySelectorAll("form[data-zone] [name=time_zone]")) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const known = [...field.options].some((option) => option.value === zone);
  if (field.value === "UTC" && known) field.value = zone;
}
