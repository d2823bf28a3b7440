#pragma once
// The fault effect rewrite_field on an answer: "status", the name of a header, or a dotted path into a JSON
// body
// ("data.access_url").

#include "fault/effect.h"
#include "http/message.h"

namespace faultcast::front {

/// False if the answer has no such thing; it is unchanged then.
bool rewrite(http::Reply& reply, const fault::RewriteField& change);

}  // namespace faultcast::front
