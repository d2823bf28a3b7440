#pragma once
// For step.cpp alone: the row of each step's file.

#include "drive/step.h"

namespace faultcast::drive {

StepKind push_step();
StepKind ban_step();
StepKind advance_step();
StepKind upload_step();
StepKind fetch_step();
StepKind fetch_list_step();
StepKind delete_step();

}  // namespace faultcast::drive
