#include "drive/step.h"

#include "drive/steps.h"

namespace faultcast::drive {

const std::vector<StepKind>& step_kinds() {
  static const std::vector<StepKind> rows = {push_step(),  ban_step(),    advance_step(),   upload_step(),
                                             fetch_step(), delete_step(), fetch_list_step()};
  return rows;
}

const StepKind* step_kind(std::string_view verb) {
  for (const auto& row : step_kinds())
    if (row.word.verb == verb) return &row;
  return nullptr;
}

}  // namespace faultcast::drive
