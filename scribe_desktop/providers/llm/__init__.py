"""Language models behind the LLMClient port."""
