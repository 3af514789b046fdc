"""The pages of patients, and the forms of cases."""
