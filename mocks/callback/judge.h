#pragma once
// Whether an answer counts as delivery, and if not, why. Pure. (Live service reference, 3.1)

#include "call/http_call.h"
#include "callback/settings.h"
#include "service/verdict.h"

namespace faultcast::callback {

Verdict judge(const call::HttpResult& result, Rules rules);

}  // namespace faultcast::callback
