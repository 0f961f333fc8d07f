#pragma once

#include "rules/rule.h"

/// What one rule's conditions say about another's. Pure; "surely" errs towards no.
namespace dunlin::rules {

/// Surely: whatever text has `one` has `other` too.
bool implies(const Keyword& one, const Keyword& other);

/// Surely: whatever fulfils `narrow` fulfils `wide`. Triggers are not looked at.
bool covers(const Conditions& wide, const Conditions& narrow);

}  // namespace dunlin::rules
