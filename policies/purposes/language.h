// The languages in which this project writes its own sentences.
#pragma once

namespace passerelle::purposes {

enum class Language { en, fr };

}  // namespace passerelle::purposes
