"""Pictures, digits and sentences: loading, checking, generating."""
